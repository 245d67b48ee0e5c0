// What the renderer knows of the function, or module, it is in: the names there are, what may stand
// where, and how long it may run.

export type FunctionKind = 'plain' | 'generator' | 'coroutine' | 'asyncgen';

export interface Callable {
  readonly name: string;
  readonly kind: FunctionKind;
  readonly parameters: readonly string[];
  /** What running it to its end costs at most. */
  readonly cost: number;
  /** How many values it yields at most. */
  readonly yields: number;
  /** Whether it is decorated: a loop does not own what it makes. */
  readonly wrapped: boolean;
}

/** Variables every function has of its own, unless it takes them from the function around it. */
const OWN = ['x', 'y'];
/** One that nothing binds at first, and the number that reads it. */
const UNBOUND = 'z';
const READS_UNBOUND = 19;

export class Scope {
  readonly used = new Set<string>();
  readonly captured = new Set<string>();
  /** The `nonlocal` or `global` statement at the start; '' for none. */
  declaration = '';
  cost = 0;
  yields = 0;
  /** Whether a `yield` stands in it. */
  yielded = false;
  /** Loops around the place, within this function. */
  loops = 0;
  /** Names of the exceptions that the handlers around the place are for. */
  readonly errors: string[] = [];
  inString = false;
  /** How often the place is reached when the function is run once, at most. */
  private times = 1;
  private turn = false;
  private quietness = 0;
  private iterables = 0;
  private comprehensions: string[] = [];
  private readonly known: Callable[] = [];
  /** What the body of a class defines, to be called when the class is there. */
  readonly methods: Callable[] = [];

  constructor(
    readonly kind: FunctionKind | 'module' | 'class',
    readonly outer: Scope | null,
    private readonly limit: number,
    readonly name = '',
    private readonly parameters: readonly string[] = [],
  ) {}

  // Names.

  /** Takes the first `count` variables from around. */
  capture(count: number): void {
    const { outer } = this;
    const names = OWN.slice(0, count);
    if (outer === null || names.length === 0) return;
    const isGlobal = outer.kind === 'module' || outer.declaration.startsWith('global');
    for (const name of names) {
      this.captured.add(name);
      for (let at: Scope | null = outer; at !== null; at = at.outer) {
        at.used.add(name);
        if (!at.captured.has(name) && !isGlobal) break;
      }
    }
    this.declaration = `${isGlobal ? 'global' : 'nonlocal'} ${names.join(', ')}`;
  }

  variable(which: number): string {
    if (which === READS_UNBOUND) return UNBOUND;
    const names = [...this.parameters, ...OWN, ...this.comprehensions, ...this.errors];
    return this.noted(names[which % names.length]!);
  }

  /** An exception that is being handled; null where none is that has a name. */
  error(which: number): string | null {
    return this.errors.length === 0 ? null : this.errors[which % this.errors.length]!;
  }

  /** In a handler, whose exception gets the name that `action` is given. */
  handler(action: (name: string) => void): void {
    const name = ['e', 'd', 'c'][this.errors.length % 3]!;
    this.errors.push(name);
    action(name);
    this.errors.pop();
  }

  target(which: number): string {
    return this.noted(['x', 'y', UNBOUND][which % 3]!);
  }

  /** Sees to it that the variable is there. */
  noted(name: string): string {
    this.used.add(name);
    // The body of a class binds nothing on its own: it sees what is around it.
    if (this.kind === 'class') this.outer?.noted(name);
    return name;
  }

  // Functions.

  add(callable: Callable): void {
    this.known.push(callable);
  }

  /** What may be called here, made here or further out. */
  callables(kinds: readonly FunctionKind[]): Callable[] {
    const own = this.known.filter(({ kind }) => kinds.includes(kind));
    return this.outer === null ? own : [...this.outer.callables(kinds), ...own];
  }

  // Time.

  spend(cost: number): void {
    this.cost += cost * this.times;
  }

  affords(cost: number): boolean {
    return this.cost + cost * this.times <= this.limit;
  }

  countYields(count: number): void {
    this.yields += count * this.times;
  }

  loop<T>(rounds: number, action: () => T): T {
    const { times } = this;
    this.times *= Math.max(1, rounds);
    this.loops += 1;
    const result = action();
    this.loops -= 1;
    this.times = times;
    return result;
  }

  // What may stand here.

  get mayYield(): boolean {
    return (this.kind === 'generator' || this.kind === 'asyncgen') && this.quietness === 0;
  }

  get mayAwait(): boolean {
    return (this.kind === 'coroutine' || this.kind === 'asyncgen') && this.quietness === 0;
  }

  /** Whether this is a function that can be suspended. */
  get isSuspendable(): boolean {
    return this.kind !== 'module' && this.kind !== 'class' && this.kind !== 'plain';
  }

  /** True every second time. */
  alternate(): boolean {
    this.turn = !this.turn;
    return this.turn;
  }

  /** Whether `:=` may. */
  get mayBind(): boolean {
    return this.quietness === 0 && this.iterables === 0;
  }

  /** In the first iterable of a comprehension: no `:=`. */
  iterable<T>(action: () => T): T {
    this.iterables += 1;
    const result = action();
    this.iterables -= 1;
    return result;
  }

  /** Inside a lambda, or a comprehension: neither `yield` nor `:=`. */
  quiet<T>(action: () => T): T {
    this.quietness += 1;
    const result = action();
    this.quietness -= 1;
    return result;
  }

  /** Inside an f-string: no line ends, no other f-string. */
  string<T>(action: () => T): T {
    const { inString } = this;
    this.inString = true;
    const result = action();
    this.inString = inString;
    return result;
  }

  /** Inside the brackets of a comprehension, whose variable `action` is given. */
  comprehension<T>(action: (variable: string) => T): T {
    const variable = 'ijkl'[this.comprehensions.length % 4]!;
    this.comprehensions.push(variable);
    const result = this.quiet(() => action(variable));
    this.comprehensions.pop();
    return result;
  }
}
