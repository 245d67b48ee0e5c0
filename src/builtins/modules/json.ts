// _json: reading and writing JSON.
import { makeNativeModule, nativeModules } from '../../vm/imports.js';
import { addPreludePart } from '../prelude-parts.js';
import { encoderClass, nextChunk, quotingFunctions } from './json-encoder.js';
import { scannerClass, scanString } from './json-scanner.js';

nativeModules.set('_json', (vm) => {
  addPreludePart(vm, 'json');
  return makeNativeModule('_json', [
    ['Scanner', scannerClass],
    ['make_scanner', scannerClass],
    scanString,
    ['Encoder', encoderClass],
    nextChunk,
    ...quotingFunctions,
  ]);
});
