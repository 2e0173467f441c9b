"""What is served over HTTP. app.py routes and error pages, answers.py how a rendered output becomes a response,
negotiation.py what a request's headers ask for. What there is to serve, publish.py knows.
"""
