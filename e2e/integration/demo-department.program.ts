// Opens the demo department in a program of its own, so that a test can kill that: demo-department.program.ts FOLDER.
import { startDemoDepartment } from '../../src/main/demo-department/index.ts';
import { nodeProcesses } from '../../src/main/host-node/processes.ts';

const department = await startDemoDepartment({
  folder: process.argv[2] ?? '',
  processes: nodeProcesses(),
  keyVault: { protection: 'file', key: async () => new Uint8Array(32).fill(7) },
  clock: { now: () => Date.now() },
  log: { info() {}, warn() {} },
  onProgress: (done, total) => console.log(JSON.stringify({ done, total })),
});
console.log(JSON.stringify({ url: department.site.dicomweb.url, environment: department.environment }));
