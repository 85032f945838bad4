# Raises exceptions whose name, words, traceback and class act or break when looked at.
# %% risks
class Meta(type):
    __name__ = property(lambda cls: 1 / 0)
class Words(Exception, metaclass=Meta):
    def __str__(self): raise SystemExit("no words")
    __repr__ = __str__
    __traceback__ = property(lambda self: 7)
class Cause(Exception):
    @property
    def __cause__(self): return self
    def __str__(self): return "\ud800 \x1b[2J" + "x" * 10**7
def f(x):
    raise Words
def g(x):
    raise Cause
