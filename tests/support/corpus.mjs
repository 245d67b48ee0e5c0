// What a test program is. Shared by the recorder (scripts/record.mjs) and the tests that run the
// programs on pyg (programs.ts), so that both always mean the same files and the same text.
//
// A program is a `.pyg` file directly inside an area: a folder of `tests/programs`, `examples`
// (the area `larger-examples`) or `examples/seed` (the area `examples`). Beside `name.pyg` lie
//   name.out           what CPython prints on stdout; every program has one
//   name.err name.exit its stderr and its exit code; only when there is a stderr or the code is not 0
//   name.in            the stdin it is given; without it stdin is empty
//   name.args          its command line arguments, one a line
// Modules that programs import are no programs: files named `helper_…`, and folders (packages).

import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { join, dirname, extname } from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectFolder = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const programsFolder = join(projectFolder, 'tests', 'programs');

/** The folders that hold programs, by area name, in the order of the names. */
export function areaFolders() {
  const examplesFolder = join(projectFolder, 'examples');
  const areas = new Map([
    ['examples', join(examplesFolder, 'seed')],
    ['larger-examples', examplesFolder],
  ]);
  for (const entry of readdirSync(programsFolder, { withFileTypes: true })) {
    if (entry.isDirectory()) areas.set(entry.name, join(programsFolder, entry.name));
  }
  return new Map([...areas].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Every program of the given areas (of all areas when none is named). */
export function findPrograms(areas = []) {
  const folders = areaFolders();
  for (const area of areas) {
    if (!folders.has(area)) throw new Error(`there is no area '${area}'`);
  }
  const programs = [];
  for (const [area, folder] of folders) {
    if (areas.length > 0 && !areas.includes(area)) continue;
    for (const file of readdirSync(folder).sort()) {
      if (!file.endsWith('.pyg') || file.startsWith('helper_')) continue;
      programs.push(programAt(area, folder, file));
    }
  }
  return programs;
}

/** The program that `file` in `folder` is, with the input and arguments that lie beside it. */
export function programAt(area, folder, file) {
  const name = file.slice(0, -extname(file).length);
  const stem = join(folder, name);
  return {
    id: `${area}/${name}`,
    area,
    name,
    folder,
    file,
    stdin: existsSync(`${stem}.in`) ? readFileSync(`${stem}.in`, 'utf8') : null,
    args: existsSync(`${stem}.args`)
      ? readFileSync(`${stem}.args`, 'utf8').replace(/\n$/, '').split('\n')
      : [],
  };
}

/** The recorded text beside a program, or `null` where nothing is recorded. */
export function readRecorded(program, kind) {
  const path = join(program.folder, `${program.name}.${kind}`);
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}

/**
 * Takes out of an output what differs from one machine and run to the next: the folder the program
 * lies in (CPython shows `__main__` by its absolute path) and the addresses of objects.
 */
export function withoutMachine(text, folder) {
  return text.replaceAll(`${folder}/`, '').replace(/ at 0x[0-9a-f]+/g, ' at 0x...');
}
