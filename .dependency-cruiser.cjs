// The import table of the design (docs/architecture.md). A line here that is broken breaks the build.
const test = '\\.test\\.tsx?$';
const main = [
  'worklist',
  'ris',
  'pacs',
  'cache',
  'database',
  'sync',
  'decode',
  'inspection',
  'reports',
  'report-context',
  'dictation',
  'audit',
  'settings',
  'access',
  'demo-department',
  'study-manager',
];
/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'contract-imports-nothing-of-ours',
      severity: 'error',
      from: { path: '^src/contract/', pathNot: test },
      to: { path: '^(src|e2e|scripts|bench)/', pathNot: '^src/contract/' },
    },
    {
      name: 'dicom-imports-contract-only',
      severity: 'error',
      from: { path: '^src/dicom/', pathNot: test },
      to: { path: '^(src|e2e|scripts|bench)/', pathNot: '^src/(contract|dicom)/' },
    },
    {
      name: 'report-imports-contract-only',
      severity: 'error',
      from: { path: '^src/report/', pathNot: test },
      to: { path: '^(src|e2e|scripts|bench)/', pathNot: '^src/(contract|report)/' },
    },
    {
      name: 'pure-layers-use-no-platform',
      severity: 'error',
      from: { path: '^src/(contract|dicom|report)/', pathNot: test },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'main-imports-contract-and-dicom',
      severity: 'error',
      from: { path: '^src/main/', pathNot: test },
      to: { path: '^(src/(renderer|preload)|e2e|scripts|bench)/' },
    },
    ...main.map(folder => ({
      name: `main-folders-meet-at-their-index-${folder}`,
      severity: 'error',
      from: { path: '^src/main/', pathNot: [`^src/main/${folder}/`, test] },
      to: { path: `^src/main/${folder}/`, pathNot: `^src/main/${folder}/index\\.ts$` },
    })),
    {
      name: 'nobody-imports-a-host',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/main/host-(node|electron)/', test] },
      to: { path: '^src/main/host-' },
    },
    {
      name: 'hosts-and-cli-import-app-and-ports',
      severity: 'error',
      from: { path: '^src/main/(host-(node|electron)|cli)/', pathNot: test },
      to: { path: `^src/main/(${main.join('|')})/`, pathNot: '^src/main/(decode|inspection)/index\\.ts$' },
    },
    {
      name: 'hosts-import-neither-decode-nor-inspection',
      severity: 'error',
      from: { path: '^src/main/host-(node|electron)/', pathNot: test },
      to: { path: '^src/main/(decode|inspection)/' },
    },
    {
      name: 'hosts-are-apart',
      severity: 'error',
      from: { path: '^src/main/host-node/' },
      to: { path: '^src/main/host-electron/' },
    },
    {
      name: 'hosts-are-apart-electron',
      severity: 'error',
      from: { path: '^src/main/host-electron/' },
      to: { path: '^src/main/host-node/' },
    },
    {
      name: 'electron-only-in-its-host',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(main/host-electron|preload)/' },
      to: { path: 'node_modules/(electron|electron-store)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'preload-imports-contract',
      severity: 'error',
      from: { path: '^src/preload/', pathNot: test },
      to: { path: '^(src|e2e|scripts)/', pathNot: '^src/(contract|preload)/' },
    },
    {
      name: 'renderer-imports-contract-and-dicom',
      severity: 'error',
      from: { path: '^src/renderer/', pathNot: test },
      to: { path: '^(src/(main|preload)|e2e|scripts|bench)/' },
    },
    {
      name: 'desk-and-viewer-are-two-programs',
      severity: 'error',
      from: { path: '^src/renderer/desk/' },
      to: { path: '^src/renderer/(viewer|cornerstone)/' },
    },
    {
      name: 'viewer-and-desk-are-two-programs',
      severity: 'error',
      from: { path: '^src/renderer/viewer/' },
      to: { path: '^src/renderer/desk/' },
    },
    {
      name: 'cornerstone-is-a-thin-adapter',
      severity: 'error',
      from: { path: '^src/renderer/cornerstone/', pathNot: test },
      to: { path: '^src/renderer/(desk|viewer)/' },
    },
    {
      name: 'ui-is-shared-by-both',
      severity: 'error',
      from: { path: '^src/renderer/ui/', pathNot: test },
      to: { path: '^src/renderer/(desk|viewer|cornerstone)/' },
    },
    {
      name: 'cornerstone-behind-its-adapter',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/renderer/cornerstone/', '^src/main/decode/'] },
      to: { path: 'node_modules/@cornerstonejs/' },
    },
    {
      name: 'codecs-only-in-decode',
      severity: 'error',
      from: { path: '^src/main/', pathNot: '^src/main/decode/' },
      to: { path: 'node_modules/@cornerstonejs/' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: { path: '^src/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-unresolved',
      severity: 'error',
      from: { path: '^(src|e2e|scripts)/' },
      to: { couldNotResolve: true, pathNot: '\\.css$|\\?' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)out/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      // `types` last: a package of type declarations alone has no other entry.
      mainFields: ['module', 'main', 'types', 'typings'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.cts', '.js', '.mjs', '.cjs', '.json'],
    },
  },
};
