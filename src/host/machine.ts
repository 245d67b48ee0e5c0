// A virtual machine of src/vm with the built-ins in place and the loop that runs it.
import { installBuiltins } from '../builtins/index.js';
import { sysModule } from '../builtins/modules/sys.js';
import { nativeItems } from '../vm/iterate.js';
import { executeCounting } from '../vm/counting-interpreter.js';
import { execute } from '../vm/interpreter.js';
import { compileCode, FORBIDDEN } from '../vm/jit/compile.js';
import { Form } from '../vm/jit/registers.js';
import { HOT, SAMPLE_STEPS } from '../vm/jit/heat.js';
import { asStr } from '../objects/dict.js';
import { VM, type HostHooks } from '../vm/vm.js';

/**
 * Make a machine for a host. Nothing runs yet, and no module but the built-in ones exists.
 * @param hot how often code is entered until it is compiled to JavaScript, where the host allows
 *   that; Infinity for never
 */
export function makeMachine(hooks: HostHooks, hot = HOT): VM {
  const vm = new VM(hooks, execute, executeCounting);
  if (hot !== Infinity) {
    vm.compile = (code) => {
      // Where memory is limited, what compiled code holds has to be seen when that is counted.
      const visible = vm.limits.memory !== undefined || code.showsRegisters;
      const form = vm.counting ? Form.COUNTED : visible ? Form.VISIBLE : Form.PLAIN;
      const { statistics } = vm;
      const compiled =
        statistics === null
          ? compileCode(code, form)
          : statistics.measure(code, () => compileCode(code, form));
      if (compiled === FORBIDDEN) vm.compile = null;
      return compiled === FORBIDDEN ? null : compiled;
    };
    vm.hot = hot;
    vm.sampleSteps = SAMPLE_STEPS;
  }
  installBuiltins(vm);
  return vm;
}

/** Whether the script lets its host keep compiled code: `sys.dont_write_bytecode`, as it is now. */
export function mayWriteBytecode(vm: VM): boolean {
  const forbidden = sysModule(vm).dict.getStr('dont_write_bytecode');
  return forbidden === false || forbidden === null || forbidden === 0;
}

/** The folders in `sys.path`, as the script has left it: what is no string there is passed over. */
export function modulePath(vm: VM): readonly string[] {
  const path = sysModule(vm).dict.getStr('path');
  const items = path === undefined ? null : nativeItems(vm, path);
  return (items ?? []).map(asStr).filter((entry) => entry !== undefined);
}
