"""Serves one request of the benchmark in a fresh process of CPython or PyPy.

The request is the only argument, the answer the last line of the output, both JSON: processes.mjs has
the tasks; js-sample.mjs and lua_sample.lua do the same for other runtimes.
"""

import ast
import gc
import json
import sys
from time import perf_counter_ns


def load(path):
    with open(path, encoding='utf-8') as file:
        code = compile(file.read(), path, 'exec')
    namespace = {'__name__': 'program'}
    exec(code, namespace)
    return namespace


def timed(function, *args):
    start = perf_counter_ns()
    result = function(*args)
    return perf_counter_ns() - start, result


def warm_up(nanoseconds, function, *args):
    end = perf_counter_ns() + nanoseconds
    while perf_counter_ns() < end:
        function(*args)


def calibrate(request):
    run = load(request['program'])['run']
    args = request['args']
    unit = request['unit']
    target = request['targetNs']
    checks = [str(run(n, *args)) for n in request['checks']]
    if request['expected'] not in (None, checks):
        raise ValueError(f'wrong result: {checks} instead of {request["expected"]}')
    n = unit
    warm_up(request['warmUpNs'], run, n, *args)
    while True:
        elapsed = min(timed(run, n, *args)[0] for _ in range(2))
        if elapsed >= target / 2:
            return {'checks': checks, 'n': max(unit, round(n * target / elapsed / unit) * unit)}
        if n > 2**40:
            raise ValueError('run takes no time, however many operations it is asked for')
        n *= 2


def time(request):
    run = load(request['program'])['run']
    args = request['args']
    n = request['n']
    warm_up(request['warmUpNs'], run, n, *args)
    expected = run(n, *args)
    samples = []
    for _ in range(request['samples']):
        elapsed, result = timed(run, n, *args)
        if result != expected:
            raise AssertionError(f'run({n}) returned {result} after {expected}')
        samples.append(elapsed / n)
    return {'samples': samples}


def first(request):
    elapsed, result = timed(load(request['program'])['run'], request['n'])
    return {'elapsedNs': elapsed, 'result': str(result)}


def compilation(request):
    path = request['file']
    with open(path, encoding='utf-8') as file:
        text = file.read()
    elapsed, _ = timed(compile, text, path, 'exec')
    warm_up(request['warmUpNs'], compile, text, path, 'exec')
    rounds = range(request['samples'])
    return {
        'first': elapsed,
        'compiled': [timed(compile, text, path, 'exec')[0] for _ in rounds],
        'parsed': [timed(ast.parse, text, path)[0] for _ in rounds],
    }


def stop(word):
    gc.collect()
    print(word, flush=True)
    sys.stdin.readline()


def memory(request):
    program = load(request['program'])
    program['prepare'](request['count'])
    stop('prepared')
    program['fill']()
    stop('filled')
    return {'result': str(program['check']())}


TASKS = {
    'calibrate': calibrate,
    'time': time,
    'first': first,
    'compile': compilation,
    'memory': memory,
}

request = json.loads(sys.argv[1])
print(json.dumps(TASKS[request['task']](request)))
