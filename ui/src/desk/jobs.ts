import { ref } from 'vue'
import { desk, onJob, type JobProgress } from '@/backend'
import { refuse, say } from './messages'

/** Long work, newest last. */
export const jobs = ref<JobProgress[]>([])
const waiting = new Map<number, (job: JobProgress) => void>()
/** Ends that came before anybody waited for them: a short job is over before its number is known here. */
const ended = new Map<number, JobProgress>()
const REMEMBERED = 20

function told(job: JobProgress): void {
  const index = jobs.value.findIndex((known) => known.id === job.id)
  if (index >= 0) jobs.value[index] = job
  else jobs.value.push(job)
  if (job.state === 'running') return
  const done = waiting.get(job.id)
  if (done) {
    waiting.delete(job.id)
    done(job)
  } else {
    ended.set(job.id, job)
    for (const old of [...ended.keys()].slice(0, -REMEMBERED)) ended.delete(old)
  }
  if (job.state === 'failed' && job.error) refuse(job.error)
  else if (job.state === 'done') {
    say(job.message ?? `${job.title}已完成。`, job.path ? `文件在 ${job.path}` : '')
    closeJob(job.id)
  }
}

/** Takes a finished job off the strip. */
export function closeJob(id: number): void {
  jobs.value = jobs.value.filter((job) => job.id !== id)
}

export async function cancelJob(id: number): Promise<void> {
  await desk.cancelJob(id).catch(refuse)
}

/** Waits for the end of a job, whatever it is. */
export function jobEnd(id: number): Promise<JobProgress> {
  const known = ended.get(id)
  ended.delete(id)
  return known ? Promise.resolve(known) : new Promise((resolve) => waiting.set(id, resolve))
}

/** Starts listening; once, when the window opens. */
export async function listenToJobs(): Promise<void> {
  await onJob(told)
}
