import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [vue()],
  resolve: { alias: { '@': '/src' } },
  server: { port: 5173, strictPort: true, host: '127.0.0.1' },
  worker: { format: 'es' },
  build: {
    target: ['es2022', 'safari16'],
    // The page viewer is loaded when a document is first shown, so it may be large.
    chunkSizeWarningLimit: 1200,
  },
  test: { environment: 'jsdom', include: ['src/**/*.test.ts'] },
})
