/// <reference path="./cornerstone-codecs.d.ts" />
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CodestreamError } from '../codestream-error.ts';

/** The part of WebAssembly that is used here; Node's declarations leave it to those of the browser. */
interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}
interface WasmInstance {
  readonly exports: Readonly<Record<string, unknown>>;
}
interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => WasmInstance;
  readonly Memory: new () => WasmMemory;
}
const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: WebAssemblyApi };

/** What the decoder reports about the frame it decoded. */
export interface WasmFrameInfo {
  readonly width: number;
  readonly height: number;
  readonly bitsPerSample: number;
  readonly componentCount: number;
  readonly isSigned?: boolean;
}

/** The part of a decoder class that all of the codecs share. */
export interface WasmDecoder {
  getEncodedBuffer(length: number): Uint8Array;
  decode(): void;
  getFrameInfo(): WasmFrameInfo;
  getDecodedBuffer(): Uint8Array;
  delete(): void;
}

type WasmModule = Readonly<Record<string, new () => WasmDecoder>>;

/** An Emscripten module factory, and the settings of it that are used here. */
export type WasmFactory = (settings: {
  print: () => void;
  printErr: () => void;
  instantiateWasm: (imports: object, receive: (instance: WasmInstance) => void) => object;
}) => Promise<WasmModule>;

/** A hostile stream can ask for any amount; 64 Mi samples need no more than this in any of the codecs. */
const mostMemory = 768 * 1024 * 1024;
/** WebAssembly memory never shrinks: an instance that grew beyond this is replaced. */
const mostKeptMemory = 192 * 1024 * 1024;
const pageSize = 65536;

/**
 * A decoder in WebAssembly. Its memory is bounded, and an instance in which anything was thrown is never used again: its
 * heap may be in any state.
 */
export class WasmCodec {
  private readonly factory: WasmFactory;
  private readonly file: string;
  private readonly decoderName: string;
  private compiled: object | null = null;
  private memory: WasmMemory | null = null;
  private instance: WasmModule | null = null;

  constructor(factory: WasmFactory, specifier: string, decoderName: string) {
    this.factory = factory;
    this.file = fileURLToPath(import.meta.resolve(specifier));
    this.decoderName = decoderName;
  }

  /** Decodes `bytes`; `use` reads the result, which is gone when it returns. Throws `CodestreamError`. */
  async decode<D extends WasmDecoder, T>(bytes: Uint8Array, use: (decoder: D) => T): Promise<T> {
    const instance = this.instance ?? (await this.instantiate());
    this.instance = instance;
    try {
      const decoder = new instance[this.decoderName]!() as D;
      decoder.getEncodedBuffer(bytes.length).set(bytes);
      decoder.decode();
      const result = use(decoder);
      decoder.delete();
      if ((this.memory?.buffer.byteLength ?? 0) > mostKeptMemory) this.instance = null;
      return result;
    } catch (error) {
      this.instance = null;
      throw error instanceof CodestreamError ? error : new CodestreamError('codec-failed');
    }
  }

  private instantiate(): Promise<WasmModule> {
    const compiled = this.compiled ?? new WebAssembly.Module(readFileSync(this.file));
    this.compiled = compiled;
    return this.factory({
      print: () => {},
      printErr: () => {},
      instantiateWasm: (imports, receive) => {
        const instance = new WebAssembly.Instance(compiled, imports);
        this.memory = boundedMemory(instance);
        receive(instance);
        return instance.exports;
      },
    });
  }
}

/** The glue code grows the memory through this object, and takes a throw for "out of memory". */
function boundedMemory(instance: WasmInstance): WasmMemory | null {
  const memory = Object.values(instance.exports).find(value => value instanceof WebAssembly.Memory) ?? null;
  if (memory === null) return null;
  const grow = memory.grow.bind(memory);
  memory.grow = pages => {
    if (memory.buffer.byteLength + pages * pageSize > mostMemory) throw new RangeError('memory bound');
    return grow(pages);
  };
  return memory;
}
