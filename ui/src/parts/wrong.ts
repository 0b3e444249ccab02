import { computed, getCurrentInstance, inject, provide, ref, watch, type ComputedRef, type InjectionKey, type Ref } from 'vue'
import type { FindingView } from '@/backend'
import type { Failure } from '@/backend'
import type { Unreadable } from './field'

/** One thing to put right, and the field where that is done. */
export interface Wrong {
  field: string | null
  message: string
  next?: string
  /** The rule that refused, where one did. */
  rule?: string
  /** A place to lead to before the field itself: where a doubtful number is explained. */
  first?: string
  /** It was mended since: the line keeps its place, ticked off, so that nothing moves under what is being typed. */
  settled?: true
}

const SETTLED: InjectionKey<ComputedRef<Set<string>>> = Symbol('settled')

/** Called by a field: the paths of those whose line is ticked off. */
export function useSettled(): ComputedRef<Set<string>> {
  return inject(SETTLED, () => computed(() => new Set<string>()), true)
}

/** What a form was refused for, and how a line of it is ticked off again. */
export interface WrongLines {
  wrong: Ref<Wrong[]>
  /** The clerk changed these fields: what was said of them no longer holds. */
  mended: (...fields: string[]) => void
  /** A new judgement of what is typed: lines it knew before and knows no longer are settled. */
  judged: (before: FindingView[], now: FindingView[]) => void
}

/** What stands against a field; nothing where it was mended since. */
export function saidOf(lines: Wrong[], field: string): string | null {
  return lines.find((line) => line.field === field && !line.settled)?.message ?? null
}

/** The lines that still stand after these fields were changed. */
export function stillWrong(lines: Wrong[], fields: string[]): Wrong[] {
  return lines.filter((line) => line.field === null || !fields.includes(line.field))
}

function sign(rule: string | undefined, field: string | null, message: string): string {
  return [rule, field, message].join('\n')
}

/** The lines that still stand after what is typed was judged anew. */
export function notSettled(lines: Wrong[], before: FindingView[], now: FindingView[]): Wrong[] {
  const signs = (findings: FindingView[]) => new Set(findings.map((finding) => sign(finding.rule, finding.field, finding.message)))
  const [then, still] = [signs(before), signs(now)]
  return lines.filter((line) => {
    const own = sign(line.rule, line.field, line.message)
    return !line.rule || !then.has(own) || still.has(own)
  })
}

/** A refusal as lines, each leading to its field. */
export function wrongOf(failure: Failure): Wrong[] {
  const refused = failure.findings.filter((finding) => finding.severity === 'refuse')
  if (refused.length === 0) return [{ field: failure.fields[0]?.field ?? null, message: failure.message, next: failure.next }]
  return refused.map(lineOf)
}

/** One finding as a line; of a party, the place to explain a doubt comes before the doubtful field. */
export function lineOf(finding: FindingView): Wrong {
  const party = /^parties\.\d+(?=\.)/.exec(finding.field ?? '')?.[0]
  return { field: finding.field, message: finding.message, next: finding.next, rule: finding.rule, ...(party ? { first: `${party}.kept.${finding.rule}` } : {}) }
}

/** Keeps what a form was refused for; a line is ticked off when its field is changed or can be read again. */
export function useWrong(unreadable: Unreadable): WrongLines {
  const wrong = ref<Wrong[]>([])
  function keep(standing: Wrong[]): void {
    if (wrong.value.every((line) => line.settled || standing.includes(line))) return
    wrong.value = wrong.value.map((line): Wrong => (line.settled || standing.includes(line) ? line : { ...line, settled: true }))
  }
  function mended(...fields: string[]): void {
    keep(stillWrong(wrong.value, fields))
  }
  function judged(before: FindingView[], now: FindingView[]): void {
    keep(notSettled(wrong.value, before, now))
  }
  watch(() => [...unreadable.keys()], (now, before) => mended(...before.filter((path) => !now.includes(path))))
  if (getCurrentInstance()) provide(SETTLED, computed(() => new Set(wrong.value.flatMap((line) => (line.settled && line.field ? [line.field] : [])))))
  return { wrong, mended, judged }
}
