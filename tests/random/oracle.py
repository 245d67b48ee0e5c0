"""Runs programs and returns what they print.

Reads from stdin a line with the helpers, as a JSON string, and then one JSON object a line, with a list
of programs, each a source and whether it is what stands behind the helpers. Writes one JSON list of
outputs a line. Each program has a namespace of its own, and both its streams are one text.

With "traced" the programs run with a trace function that does nothing: that keeps CPython from
replacing instructions by specialised ones, two of which know the line of the first only. With "deep"
no end of an object is put off: CPython does that when it is in the middle of ending 50 others.
"""

import ctypes
import gc
import io
import json
import os
import resource
import signal
import sys
import threading
import warnings

FILE = "program.pyg"
# Seconds of computing until a program is given up: one takes a thousandth, unless its values grow
# beyond reason.
TIME_LIMIT = 1
MEMORY_LIMIT = 2 << 30
# Characters that a program prints at most: most print a hundredth of that.
OUTPUT_LIMIT = 200_000
# Counted from here, nothing ends too deep inside of other ends.
FAR_BELOW = -10**9
# The last line of a program that is compared until its process has ended.
TO_THE_END = "# What is left ends now.\n"


class TooLong(BaseException):
    pass


armed = False
expired = False


def expire(signum, frame):
    global expired
    if armed:
        expired = True
        raise TooLong


def run(source, helped):
    """What the program prints; None if it takes too long."""
    global armed, expired
    expired = False
    output = io.StringIO()
    try:
        code = compile("\n" * helper_lines * helped + source, FILE, "exec")
    except SyntaxError as error:
        return f"{type(error).__name__}: {error.msg}, line {error.lineno}\n"
    namespace = {"__name__": "__main__", "__builtins__": __builtins__}
    if helped:
        exec(helpers, namespace)
    sys.stdout = sys.stderr = output
    try:
        armed = True
        # Again and again, because the program may catch it.
        signal.setitimer(signal.ITIMER_VIRTUAL, TIME_LIMIT, 0.01)
        exec(code, namespace)
        armed = False
    except BaseException as error:
        armed = False
        expired = expired or isinstance(error, MemoryError)
        print("uncaught")
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    text = output.getvalue()
    if expired or len(text) > OUTPUT_LIMIT:
        text = None
    # What the programs leave behind may still print, when it is collected.
    sys.stdout = sys.stderr = io.StringIO()
    namespace.clear()
    gc.collect()
    return text


def run_to_the_end(source, helped):
    """What the program prints, in a process of its own, until that has ended."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        os.dup2(writing, 1)
        os.dup2(writing, 2)
        os.close(writing)
        raise Fork(source, helped)
    os.close(writing)
    with open(reading, encoding="utf-8") as output:
        text = output.read()
    return text if os.waitpid(child, 0)[1] == 0 else None


class Fork(BaseException):
    """Ends what the new process was doing."""


def run_and_end(source, helped):
    """Runs the program as the main module of this process, which then is to end."""
    signal.signal(signal.SIGVTALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_VIRTUAL, TIME_LIMIT)
    sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__
    sys.stdout.reconfigure(line_buffering=True)
    code = compile("\n" * helper_lines * helped + source, FILE, "exec")
    module = type(sys)("__main__")
    sys.modules["__main__"] = module
    if helped:
        exec(helpers, module.__dict__)
    exec(code, module.__dict__)


def ignore(frame, event, argument):
    return None


def find_nesting():
    """How many objects CPython is in the middle of ending, in its state of this thread.

    It stands there behind the two names of the thread.
    """
    state = ctypes.pythonapi.PyThreadState_Get
    state.restype = ctypes.c_void_p
    address = state()
    names = threading.get_ident(), threading.get_native_id()
    pair = ctypes.c_ulong * 2
    while tuple(pair.from_address(address)) != names:
        address += ctypes.sizeof(ctypes.c_ulong)
    return ctypes.c_int.from_address(address + ctypes.sizeof(pair))


def main():
    global helpers, helper_lines
    requests, answers = sys.stdin, sys.stdout
    text = json.loads(requests.readline())
    helpers = compile(text, FILE, "exec")
    helper_lines = text.count("\n")
    # A generator that refuses to close would be collected, and print, in the midst of another program.
    gc.set_threshold(0)
    gc.freeze()
    signal.signal(signal.SIGVTALRM, expire)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    warnings.simplefilter("ignore")
    # That a coroutine was never awaited.
    warnings.simplefilter("default", RuntimeWarning)
    nesting = find_nesting()
    for line in requests:
        request = json.loads(line)
        sys.settrace(ignore if request["traced"] else None)
        nesting.value = FAR_BELOW if request["deep"] else 0
        outputs = []
        for source, helped in request["programs"]:
            to_the_end = source.endswith(TO_THE_END)
            outputs.append((run_to_the_end if to_the_end else run)(source, helped))
        sys.settrace(None)
        sys.stdout = answers
        print(json.dumps(outputs), flush=True)


try:
    main()
except Fork as fork:
    program = fork.args
# In the process that was started for one program nothing else is going on any more.
if "program" in globals():
    run_and_end(*program)
