/** The decoders' glue code has no declarations of its own; each module is an Emscripten factory. */
declare module '@cornerstonejs/codec-charls/decodewasmjs' {
  const factory: import('./wasm-codec.ts').WasmFactory;
  export default factory;
}
declare module '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs' {
  const factory: import('./wasm-codec.ts').WasmFactory;
  export default factory;
}
declare module '@cornerstonejs/codec-openjpeg/decodewasmjs' {
  const factory: import('./wasm-codec.ts').WasmFactory;
  export default factory;
}
declare module '@cornerstonejs/codec-openjph/wasmjs' {
  const factory: import('./wasm-codec.ts').WasmFactory;
  export default factory;
}
declare module '@cornerstonejs/codec-libjxl/decodewasmjs' {
  const factory: import('./wasm-codec.ts').WasmFactory;
  export default factory;
}
