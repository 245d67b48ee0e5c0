/** One test program, as it lies on disk. */
export interface Program {
  /** `area/name`, which is unique. */
  readonly id: string;
  readonly area: string;
  readonly name: string;
  /** The absolute path of the folder it lies in, which is also where it runs. */
  readonly folder: string;
  /** The name of its source file inside `folder`. */
  readonly file: string;
  /** `null` when the program has no input of its own. */
  readonly stdin: string | null;
  readonly args: readonly string[];
}

export const projectFolder: string;

export function areaFolders(): Map<string, string>;

export function findPrograms(areas?: readonly string[]): Program[];

export function programAt(area: string, folder: string, file: string): Program;

export function readRecorded(program: Program, kind: 'out' | 'err' | 'exit'): string | null;

export function withoutMachine(text: string, folder: string): string;
