// _io: what the standard streams and those of io have in common.
import { makeNativeModule, nativeModules } from '../../vm/imports.js';
import { textStreamType, unsupported } from './streams.js';

nativeModules.set('_io', () =>
  makeNativeModule('_io', [
    ['UnsupportedOperation', unsupported],
    ['TextIOWrapper', textStreamType],
  ]),
);
