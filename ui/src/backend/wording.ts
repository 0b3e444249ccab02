import { commands } from './bindings'
import { guard } from './call'

/** Wording for use again: phrases the office keeps, and what was written of earlier matters. */
export const wording = {
  phrases: guard(commands.phrases),
  save: guard(commands.savePhrase),
  remove: guard(commands.removePhrase),
  order: guard(commands.orderPhrases),
  exportList: guard(commands.exportPhrases),
  fill: guard(commands.fillPhrase),
  earlier: guard(commands.earlierTexts),
  takeEarlier: guard(commands.takeEarlier),
}
