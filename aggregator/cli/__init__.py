"""What users type. app.py assembles the commands, a module each; options.py what they share; show.py how they speak."""
