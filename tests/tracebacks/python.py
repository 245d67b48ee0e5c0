# Shows how CPython reports what ends each of the programs named on stdin, one path a line: a JSON
# list with the text for each. They run in one process, so none may depend on how deep it is called.
import io
import json
import sys

reports = []
for path in sys.stdin.read().splitlines():
    sys.stdout = io.StringIO()
    sys.stderr = io.StringIO()
    with open(path, encoding='utf-8', newline='') as file:
        source = file.read()
    namespace = {'__name__': '__main__', '__builtins__': __builtins__}
    try:
        exec(compile(source, path, 'exec'), namespace)
    except BaseException as error:
        # The first entry is this file's.
        traceback = error.__traceback__.tb_next
        sys.__excepthook__(type(error), error.with_traceback(traceback), traceback)
    reports.append(sys.stderr.getvalue())
    sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__
json.dump(reports, sys.stdout)
