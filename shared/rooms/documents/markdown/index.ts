// A door of its own: the parser is too heavy for the first load.
export { exportedFrom, holdsNothing, importedThings, treeBelow, writerOver } from './command-writer.ts'
export { type ExportReport, type ExportSource, runExport } from './export-run.ts'
export { safeStem } from './file-names.ts'
export {
  countReport,
  type ImportReport,
  type Remark,
  reportAsCsv,
  reportAsMarkdown,
  type ReportItem,
  sentenceOf,
} from './import-report.ts'
export { runImport } from './import-run.ts'
export type { ImportProgress, ImportTarget } from './import-target.ts'
export { type EditRefusal, hunkOfEdit, type NoteReplacement } from './edit-hunk.ts'
export { type NoteFiles, noteFromDocument, titleInNote, writeNote } from './one-note.ts'
export { planVault, type VaultEntry, type VaultPlan } from './vault-plan.ts'
export { type ByteSource, readZip, type ZipRefusal } from './zip-entries.ts'
export { openZipWriter } from './zip-writer.ts'
