// WebKit (as of 2.50) has no asynchronous iteration over streams, which the page viewer relies on. Imported first, on
// the page and in its worker.
const prototype = ReadableStream.prototype as ReadableStream & { [Symbol.asyncIterator]?: unknown }

if (typeof prototype[Symbol.asyncIterator] !== 'function') {
  Object.defineProperty(prototype, Symbol.asyncIterator, {
    configurable: true,
    writable: true,
    async *value(this: ReadableStream): AsyncGenerator<unknown> {
      const reader = this.getReader()
      try {
        for (let part = await reader.read(); !part.done; part = await reader.read()) yield part.value
      } finally {
        reader.releaseLock()
      }
    },
  })
}

export {}
