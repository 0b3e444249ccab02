import type { CitationView, ErrorView, FindingView } from './bindings'

/** A field that something is wrong with, and what. */
export interface WrongField { field: string; message: string }

/** The one shape in which the core refuses: what happened, what to do next, where, and under which article. */
export class Failure extends Error {
  readonly code: string
  readonly next: string
  readonly fields: WrongField[]
  readonly findings: FindingView[]
  readonly article: CitationView | null
  /** The key file is damaged, and a whole copy of it lies beside it. */
  readonly keyCopy: boolean

  constructor(view: ErrorView) {
    super(view.message)
    this.name = 'Failure'
    this.code = view.code
    this.next = view.next
    this.findings = view.findings ?? []
    this.fields = this.findings.flatMap((finding) => (finding.field ? [{ field: finding.field, message: finding.message }] : []))
    if (this.fields.length === 0 && view.field) this.fields.push({ field: view.field, message: view.message })
    this.keyCopy = (view.details ?? []).some((detail) => detail.name === 'copy')
    this.article = this.findings.find((finding) => finding.citation)?.citation ?? null
  }
}

function isErrorView(thrown: unknown): thrown is ErrorView {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown && 'message' in thrown
}

/** Whatever a call threw, in the one shape. */
export function asFailure(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown
  if (isErrorView(thrown) && !(thrown instanceof Error)) return new Failure(thrown)
  const detail = thrown instanceof Error ? thrown.message : String(thrown)
  return new Failure({
    code: 'window.no-answer',
    message: `程序没有回应这一步（${detail}）。`,
    next: '已填的内容没有丢。请再试一次；仍不行的，重新打开程序。',
    details: [],
    field: null,
    findings: [],
  })
}
