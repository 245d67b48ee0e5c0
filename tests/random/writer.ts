// The text of a program as it grows: lines, their indentation, and which helpers it needs.

export class Writer {
  protected readonly helpers = new Set<string>(['report']);
  protected lines: string[] = [];
  private indent = '';
  private tags = 0;

  /** A number that no other print, exception or class of the program has. */
  protected tag(): number {
    return this.tags++;
  }

  /** The name of a helper, which the program then has. */
  protected use(helper: string): string {
    this.helpers.add(helper);
    return helper;
  }

  /** Whether the program drops generators that are suspended. */
  protected drops = false;
  private made = 0;

  /**
   * A new generator that no `for` statement owns: `helper` keeps it to the end. Where programs drop
   * what they make, it mostly is on its own.
   */
  protected kept(text: string, helper: 'keep' | 'akeep' = 'keep'): string {
    if (this.drops && ++this.made % 4 !== 0) return text;
    return `${this.use(helper)}(${text})`;
  }

  protected emit(text: string): void {
    for (const line of text.split('\n')) this.lines.push(line === '' ? '' : this.indent + line);
  }

  protected indented(action: () => void): void {
    const before = this.indent;
    this.indent += '    ';
    action();
    this.indent = before;
  }

  /** The lines that `action` emits, which it does not add. */
  protected captured(action: () => void): string[] {
    const before = this.lines;
    this.lines = [];
    action();
    const text = this.lines;
    this.lines = before;
    return text;
  }
}
