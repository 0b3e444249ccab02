import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { JobProgress } from '@/backend'

let tell: (job: JobProgress) => void = () => undefined
vi.mock('@/backend', () => ({
  desk: { cancelJob: () => Promise.resolve() },
  onJob: (told: (job: JobProgress) => void) => {
    tell = told
    return Promise.resolve(() => undefined)
  },
}))

const job = (id: number, state: JobProgress['state']): JobProgress => ({ id, title: '生成卷宗', done: 1, total: 2, state, message: '好了', error: null, path: null, changed: null })

describe('long work', () => {
  beforeEach(async () => {
    const { listenToJobs } = await import('./jobs')
    await listenToJobs()
  })

  it('tells its end to whoever waits', async () => {
    const { jobEnd, jobs } = await import('./jobs')
    tell(job(1, 'running'))
    const end = jobEnd(1)
    expect(jobs.value).toHaveLength(1)
    tell(job(1, 'done'))
    expect((await end).state).toBe('done')
    expect(jobs.value).toHaveLength(0)
  })

  it('tells an end that came before anybody waited', async () => {
    const { jobEnd } = await import('./jobs')
    tell(job(2, 'done'))
    expect((await jobEnd(2)).state).toBe('done')
  })
})
