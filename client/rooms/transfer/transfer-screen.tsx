import { RoomText, useText } from '#client/ui/i18n.tsx'
import { Page } from '#client/ui/page.tsx'
import { ExportSection } from './export/export-section.tsx'
import { ImportSection } from './import/import-section.tsx'
import { messages } from './messages.ts'

export function TransferScreen() {
  return (
    <RoomText room="transfer" messages={messages}>
      <Sections />
    </RoomText>
  )
}

function Sections() {
  const t = useText('transfer')
  return (
    <Page title={t('label')} width="reading">
      <ImportSection />
      <ExportSection />
    </Page>
  )
}
