import type { KeptWarning, Particulars, PartyInput, PartyKind, PartyView, PersonOffer } from '@/backend'

/** Every particular, blank ones included. */
export type FullParticulars = Required<Particulars>

/** A party being typed. */
export interface PartyDraft {
  /** Tells the cards apart while there is no row id. */
  key: number
  id: number | null
  role: string
  kind: PartyKind
  record: number | null
  /** How the chosen record describes itself, shown under the name. */
  offered: string
  particulars: FullParticulars
  update_record: boolean
  kept: KeptWarning[]
}

export const BLANK: FullParticulars = {
  name: '', sex: '', birth_date: '', ethnicity: '', id_type: '', id_number: '', occupation: '', employer: '', phone: '', address: '', representative: '', representative_title: '', agent: '',
}

let lastKey = 0

export function newParty(role: string, kind: PartyKind): PartyDraft {
  lastKey += 1
  return { key: lastKey, id: null, role, kind, record: null, offered: '', particulars: { ...BLANK }, update_record: false, kept: [] }
}

/** A saved party, to be typed over. */
export function draftOf(party: PartyView): PartyDraft {
  return {
    ...newParty(party.role, party.kind),
    id: party.id,
    record: party.record,
    particulars: { ...BLANK, ...party.particulars },
    kept: party.kept.map((kept) => ({ ...kept })),
  }
}

/** As it is sent. */
export function inputOf(draft: PartyDraft): PartyInput {
  return { id: draft.id, role: draft.role, kind: draft.kind, record: draft.record, particulars: draft.particulars, update_record: draft.update_record, kept: draft.kept }
}

/** Takes a known person or organization for this party; what was typed and the record does not know stays. */
export function takeOffer(draft: PartyDraft, offer: PersonOffer): void {
  draft.record = offer.id
  draft.kind = offer.kind
  draft.offered = offer.description
  for (const [name, value] of Object.entries(offer.particulars) as [keyof FullParticulars, string][]) {
    if (value !== '') draft.particulars[name] = value
  }
}

/** The field paths at which two states of a party differ. */
export function changedPaths(before: PartyDraft, now: PartyDraft, path: string): string[] {
  const particulars = (Object.keys(now.particulars) as (keyof FullParticulars)[]).filter((name) => before.particulars[name] !== now.particulars[name])
  // A reason given for a doubtful number settles what was said of the number.
  const kept = JSON.stringify(before.kept) === JSON.stringify(now.kept) ? [] : ['id_number', 'birth_date', 'sex']
  return [...particulars, ...kept].map((name) => `${path}.${name}`)
}

/** Whether anything has been typed. */
export function isBlankParty(draft: PartyDraft): boolean {
  return draft.record === null && Object.values(draft.particulars).every((value) => value.trim() === '')
}
