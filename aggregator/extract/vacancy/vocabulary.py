"""The words that adverts are read by: occupations, labels that are none of our fields, and what no name begins with.

Only lists; the modules that use them say how.
"""

from __future__ import annotations

_OCCUPATIONS = """
    accountant actor actuary administrator advis[eo]r advocate agent aide all-rounder allrounder ambassador analyst
    apprentice(?:ship)? architect archivist artist assessor assistant assistant[_-]head assistants associate
    attendant au[_-]pair auditor baker banker barista barrister befriender bid[_-]writer bookkeeper broker buddy
    builder butcher buyer caller captain carer caretaker case[_-]worker caseworker cashier ceo cfo chair chairman
    chairperson chairwoman champion chaplain chef chief chief[_-]of[_-]staff childminder cleaner clerk clinician
    co-ordinator co-ordinators? coach commissioner companion conductor conservator consultant controller convener
    convenor coo cook coordinator counsellor crew cto curate curator deacon dentist deputy designer developer
    director dispatcher doctor doorkeeper driver economist editor educator electrician engineer estimator
    evaluator examiner executive facilitator farmer fellow(?:ship)? financier fundraiser gardener governor groom
    guard guardian guide hairdresser handyman handyperson head headteacher helper host housekeeper inspector
    instructor intern(?:ship)? interpreter interviewer investigator janitor journalist keeper key[_-]worker
    keyworker labourer lawyer lead leader lecturer librarian lifeguard linguist listener locksmith magistrate
    maintenance[_-]person maker manager marketer mechanic mediator member mentor midwife minder minister
    minute[_-]taker musician nanny navigator non-executive nurse nutritionist officer operative operator
    optician orderly organi[sz]er organist owner pa panel[_-]member paralegal paramedic parent partner pastor patron
    pharmacist photographer physiotherapist pianist planner playleader playworker plumber poet porter practitioner
    president priest principal producer professor programmer psychiatrist psychologist psychotherapist publisher
    ranger receptionist recruiter rector referee registrar rep representative researcher reviewer salesperson
    scientist seamstress secretary server sexton singer sitter skipper solicitor specialist steward
    stewardess strategist student stylist superintendent supervisor support(?:er)? surveyor tailor teacher
    technician technologist telephonist tester therapist trainee trainer translator treasurer trustee tutor typist
    usher verger vet vicar volunteer waiter waitress warden welder worker writer
"""

#: What people are employed or appointed as, in any sector: pieces of patterns, `_` for a space.
OCCUPATIONS = tuple(word.replace("_", " ") for word in _OCCUPATIONS.split())

_NO_NAME = """
    a about after all also although an and anyone anything applicants application applications apply are as as-is at
    based because benefits both but by can candidate candidates careers children closing come contact contract
    cookies could date dbs dear desirable do does due duties each essential every everyone everything experience
    fixed following for friday from full he hello help her here hi his home hours how hybrid i ideally if in
    interview interviews is it its job jobs join knowledge location many may menu monday more most must my new news
    no nobody not nothing now on one our part pay people permanent please position post remote reporting
    responsibilities role salary saturday search she should since so some somebody someone staff start successful
    sunday team temporary that the their then there these they this those three thursday to today tuesday two us
    vacancies want we wednesday welcome what when where while who will with working would you your
"""

#: No organisation's name begins with them, though a sentence may.
NO_NAME = frozenset(_NO_NAME.split())

_NO_PLACE = """
    a accordance accountancy addition adult adults an and applicants applicants' applications as at autumn ba band
    british by care child children christmas communication confidence council cqc cv dbs diploma easter education
    england's english excel facebook fact families family for full gcse google government grade he health i if
    ii iii it january law level line linkedin ma microsoft msc njc nursing nvq office on or order our part
    particular partnership pdf person phd please psychology qcf return scale scp section she social spring
    summer tbc teams that the they this time to total we welsh what when where winter with word working writing you
    young your zoom
"""

#: What "in" may be followed by in capitals that is no place.
NO_PLACE = frozenset(_NO_PLACE.split())

_OTHER_LABELS = """
    ability_in_welsh about_the_role about_us about_you accountable_to annual_leave apply_online attachments benefits
    caseload category clearance contact contact_details contact_name dbs department description desirable
    directorate disclosure division documents downloads driving duties email enquiries essential expenses experience
    funded_by funder funding further_information holiday how_to_apply industry informal_visits job_category
    job_description job_id job_number job_purpose job_ref job_reference job_sector job_summary key_responsibilities
    language languages line_manager main_purpose notice notice_period number_of_posts number_of_vacancies
    on_behalf_of pension person_specification phone post_number probation purpose qualifications recruiter ref
    reference reference_number registered_charity reporting_to reports_to requirements responsibilities
    responsible_for responsible_to sector service share shortlisting skills source subject summary supervision team
    telephone the_role training travel vacancies vacancy_id vacancy_reference visits website welsh
"""

#: Labels that adverts have and we have no field for: they end the value before them. `_` stands for a space.
OTHER_LABELS = frozenset(label.replace("_", " ") for label in _OTHER_LABELS.split())
