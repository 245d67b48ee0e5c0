"""Serves one request of the benchmark in a fresh CPython process.

The request is the only argument, the answer the last line of the output, both JSON: see measure.mjs,
which sends it, and js-sample.mjs, which does the same for runtimes that JavaScript hosts.
"""

import json
import sys
from time import perf_counter_ns


def load(path):
    with open(path, encoding='utf-8') as file:
        code = compile(file.read(), path, 'exec')
    namespace = {'__name__': 'program'}
    exec(code, namespace)
    return namespace['run']


def timed(run, n, args):
    start = perf_counter_ns()
    result = run(n, *args)
    return perf_counter_ns() - start, result


def calibrate(run, args, unit, target):
    """The multiple of unit for which a run takes about target nanoseconds."""
    n = unit
    while True:
        elapsed = min(timed(run, n, args)[0] for _ in range(2))
        if elapsed >= target / 2:
            return max(unit, round(n * target / elapsed / unit) * unit)
        if n > 2**40:
            raise ValueError('run takes no time, however many operations it is asked for')
        n *= 2


def main():
    request = json.loads(sys.argv[1])
    args = request['args']
    run = load(request['program'] + '.pyg')
    checks = [str(run(n, *args)) for n in request['checks']]
    if request['expected'] not in (None, checks):
        raise ValueError(f'wrong result: {checks} instead of {request["expected"]}')
    if request['n'] is None:
        n = calibrate(run, args, request['unit'], request['targetNs'])
        print(json.dumps({'checks': checks, 'n': n}))
        return
    n = request['n']
    expected = run(n, *args)
    samples = []
    for _ in range(request['samples']):
        elapsed, result = timed(run, n, args)
        if result != expected:
            raise AssertionError(f'run({n}) returned {result} after {expected}')
        samples.append(elapsed / n)
    print(json.dumps({'checks': checks, 'samples': samples}))


main()
