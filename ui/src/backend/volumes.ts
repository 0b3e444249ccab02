import { commands } from './bindings'
import { guard } from './call'

/** 卷宗. */
export const volumes = {
  check: guard(commands.volumeCheck),
  make: guard(commands.makeVolume),
  bytes: guard(commands.volumeBytes),
  save: guard(commands.saveVolume),
  print: guard(commands.printVolume),
}
