// What `vm.statistics()` counts.
import { describe, expect, test } from 'vitest';
import { VM, type EngineStatistics } from '#pyg/index.js';

const total = ({ steps }: EngineStatistics): number =>
  steps.compiled + steps.interpreted + steps.counting;

function statisticsOf(script: string, options: { jit?: boolean } = {}): EngineStatistics {
  const vm = new VM({ ...options, statistics: true, modules: { host: { call: callBack } } });
  vm.run(script);
  return vm.statistics()!;
}

function callBack(f: { call: (x: unknown) => unknown }, x: unknown): unknown {
  return f.call(x);
}

describe('vm.statistics()', () => {
  test('is there for those who ask', () => {
    expect(new VM().statistics()).toBe(null);
    const { compiled, exits, refused } = statisticsOf('');
    expect([compiled, exits.size, refused.size]).toEqual([0, 0, 0]);
  });

  test.each([
    ['a generator', 'def g(n): yield from range(n)\nfor i in range(300): sum(g(100))'],
    ['recursion', 'def f(n): return n and f(n - 1)\nfor i in range(50): f(500)'],
    ['a nested run', 'for i in range(3000): sorted([2, 1], key=lambda x: -x)'],
    ['the host', 'import host\ndef f(x): return x\nfor i in range(5000): host.call(f, i)'],
    ['counting', 'class A: __del__ = lambda self: None\nfor i in range(5000): A()'],
  ])('has every step of %s once, on whatever engine', (_, script) => {
    const interpreted = statisticsOf(script, { jit: false });
    expect(interpreted.compiled).toBe(0);
    expect(interpreted.steps.compiled).toBe(0);
    expect(total(statisticsOf(script))).toBe(total(interpreted));
  });

  test('finds nothing compiled in a machine that may not, whatever others have compiled', () => {
    const script = 'for i in range(3000): sorted([2, 1], key=lambda x: -x)';
    expect(statisticsOf(script).compiled).toBeGreaterThan(2);
    expect(statisticsOf(script, { jit: false }).steps.compiled).toBe(0);
  });

  test('says why compiled code was left', () => {
    const reasons = (script: string): string[] => [...statisticsOf(script).exits.keys()];
    const often = (body: string): string => `def f(x):\n${body}\nfor i in range(6000): f(i)\n`;
    expect(reasons(often('    class A: pass'))).toContain('BUILD_CLASS');
    expect(reasons(often('    return locals()'))).toContain('needs registers');
    const plain = reasons(often('    return x'));
    expect(plain).toContain('end of the run');
    expect(plain.filter((reason) => /^[A-Z]/.test(reason))).toEqual([]);
  });

  test('names what is not compiled', () => {
    const long = `def f(x):\n${'    x = x + x\n'.repeat(2000)}for i in range(1500): f(0)\n`;
    expect([...statisticsOf(long).refused]).toEqual([
      ['f (<script>:1)', expect.stringMatching(/^it has \d+ words, and the most are 6000$/)],
    ]);
  });

  test('knows of counting references', () => {
    const { steps } = statisticsOf(
      'class A: __del__ = lambda self: None\na = A()\nfor i in range(5000): 1',
    );
    expect(steps.counting).toBeGreaterThan(4000);
  });
});
