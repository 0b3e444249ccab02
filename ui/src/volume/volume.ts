import { computed, onMounted, reactive, ref, shallowRef, watch } from 'vue'
import { asFailure, settings, volumes, type Failure, type VolumePaperState, type VolumeView } from '@/backend'
import { jobEnd, jobs } from '@/desk/jobs'
import { changes } from '@/desk/session'
import type { OpenFile } from '@/matter/file'

/** How a paper of a volume stands, and how loudly it is said. */
export const STATES: Record<VolumePaperState, { word: string; tone: string }> = {
  print: { word: '打印件', tone: '' },
  unsigned: { word: '没有签字', tone: 'amber' },
  signed_on_paper: { word: '签了字，没有扫描件', tone: 'amber' },
  scan: { word: '签字扫描件', tone: 'accent' },
  material: { word: '材料', tone: '' },
  made: { word: '随卷打印', tone: '' },
}

/** The volume of the opened matter: what is missing, and binding it. */
export function useVolume(file: OpenFile) {
  const view = shallowRef<VolumeView | null>(null)
  const failed = shallowRef<Failure | null>(null)
  const job = ref<number | null>(null)
  const wish = reactive({ double_sided: false, with_scans: true, draft: false })
  const running = computed(() => jobs.value.find((one) => one.id === job.value && one.state === 'running') ?? null)
  let turn = 0

  async function read(): Promise<void> {
    const mine = ++turn
    try {
      const answer = await volumes.check(file.id)
      if (mine === turn) [view.value, failed.value] = [answer, null]
    } catch (thrown) {
      if (mine === turn) failed.value = asFailure(thrown)
    }
  }

  /** Binds it; true when it is in hand. What was typed is saved first: a volume is made of what is kept. */
  async function make(): Promise<boolean> {
    if (job.value !== null || !(await file.save())) return false
    failed.value = null
    try {
      job.value = await volumes.make({ matter: file.id, ...wish })
      const end = await jobEnd(job.value)
      await read()
      changes.value += 1
      return end.state === 'done'
    } catch (thrown) {
      failed.value = asFailure(thrown)
      return false
    } finally {
      job.value = null
    }
  }

  onMounted(async () => {
    await read()
    const made = view.value?.made
    if (made) Object.assign(wish, { double_sided: made.request.double_sided, with_scans: made.request.with_scans, draft: made.request.draft })
    else wish.double_sided = await settings.read().then((all) => (all.printing.duplex ?? 'one_sided') !== 'one_sided').catch(() => false)
  })
  watch(file.view, read)

  return { view, failed, wish, running, busy: computed(() => job.value !== null), read, make }
}
