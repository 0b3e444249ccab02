import { commands } from './bindings'
import { guard } from './call'

/** 备份与恢复. */
export const backups = {
  places: guard(commands.backupPlaces),
  chooseFolder: guard(commands.chooseBackupFolder),
  state: guard(commands.backupState),
  setDays: guard(commands.setBackupDays),
  schedule: guard(commands.scheduleBackups),
  list: guard(commands.backups),
  take: guard(commands.backUp),
  receipt: guard(commands.backupReceipt),
  pin: guard(commands.pinBackup),
  verify: guard(commands.verifyBackup),
  drill: guard(commands.drill),
  kept: guard(commands.keptOffices),
  preview: guard(commands.previewRestore),
  restore: guard(commands.restore),
}
