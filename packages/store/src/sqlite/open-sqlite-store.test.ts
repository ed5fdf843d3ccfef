import { storeConformance } from '../conformance/index.ts';
import { ScratchStore } from './scratch-store.ts';

storeConformance('the SQLite store', async () => {
  const scratch = new ScratchStore();
  const store = scratch.open();
  return {
    store,
    reopen: async () => {
      await store.close();
      return scratch.open();
    },
    dispose: () => scratch[Symbol.asyncDispose](),
  };
});
