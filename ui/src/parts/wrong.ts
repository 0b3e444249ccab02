import { ref, watch, type Ref } from 'vue'
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
}

/** What a form was refused for, and how a line of it goes away again. */
export interface WrongLines {
  wrong: Ref<Wrong[]>
  /** The clerk changed these fields: what was said of them no longer holds. */
  mended: (...fields: string[]) => void
  /** A new judgement of what is typed: lines it knew before and knows no longer go. */
  judged: (before: FindingView[], now: FindingView[]) => void
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

/** Keeps what a form was refused for; a line goes when its field is changed or can be read again. */
export function useWrong(unreadable: Unreadable): WrongLines {
  const wrong = ref<Wrong[]>([])
  function put(lines: Wrong[]): void {
    if (lines.length < wrong.value.length) wrong.value = lines
  }
  function mended(...fields: string[]): void {
    put(stillWrong(wrong.value, fields))
  }
  function judged(before: FindingView[], now: FindingView[]): void {
    put(notSettled(wrong.value, before, now))
  }
  watch(() => [...unreadable.keys()], (now, before) => mended(...before.filter((path) => !now.includes(path))))
  return { wrong, mended, judged }
}
