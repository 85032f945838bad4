# Answers with texts of megabytes, full of control characters, where a number is due; they are shown as "Got".
# %% risks
words = "\x1b]0;14 of 14\x07\n\u202e\x9b" * 2**20
def f(x):
    return words
def g(x):
    return [words[:2**19]] * 7
