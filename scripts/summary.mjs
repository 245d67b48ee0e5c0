// Prints "N passed, N failed" from a JSON report of vitest.
//
//   node scripts/summary.mjs report.json
//
// A file that could not be run, and a report that was never written, count as one failure each.
import { readFileSync } from 'node:fs';

const text = readFileSync(process.argv[2], 'utf8');
let passed = 0;
let failed = 1;
if (text.trim() !== '') {
  const report = JSON.parse(text);
  passed = report.numPassedTests;
  failed = report.numFailedTests;
  for (const file of report.testResults) {
    if (
      file.status === 'failed' &&
      file.assertionResults.every((test) => test.status !== 'failed')
    ) {
      failed += 1;
    }
  }
}
console.log(`${passed} passed, ${failed} failed`);
