"""Read aloud: one audio file a sentence, named after the sentence itself.

``sentences`` cuts texts and makes keys, ``texts`` collects what a course says, ``voices`` turns a
sentence into sound, ``opus`` makes it small, ``making`` writes the files that are missing.
"""
