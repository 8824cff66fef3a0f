import { IconCheck, IconMinus } from '@tabler/icons-react'
import { useText } from '#client/ui/i18n.tsx'
import classes from '../parts/parts.module.css'
import own from './roles.module.css'

const organisation = [
  { act: 'run', roles: ['admin'] },
  { act: 'see', roles: ['admin', 'member'] },
  { act: 'granted', roles: ['admin', 'member', 'guest'] },
] as const
const workspace = [
  { act: 'read', roles: ['owner', 'editor', 'viewer'] },
  { act: 'write', roles: ['owner', 'editor'] },
  { act: 'share', roles: ['owner'] },
  { act: 'manage', roles: ['owner'] },
] as const

/** In words and as a table, for those who decide whom to give what. */
export function RolesPage() {
  const t = useText('organisation')
  return (
    <>
      <h2 className={classes.heading}>{t('rolesPage.organisation')}</h2>
      <p className={classes.intro}>{t('rolesPage.organisationIntro')}</p>
      <Matrix
        columns={(['admin', 'member', 'guest'] as const).map((key) => ({ key, label: t(`roles.${key}`) }))}
        rows={organisation.map(({ act, roles }) => ({ key: act, label: t(`rolesPage.acts.${act}`), roles }))}
      />
      <h2 className={classes.heading}>{t('rolesPage.workspace')}</h2>
      <p className={classes.intro}>{t('rolesPage.workspaceIntro')}</p>
      <Matrix
        columns={(['owner', 'editor', 'viewer'] as const).map((key) => ({ key, label: t(`workspaceRoles.${key}`) }))}
        rows={workspace.map(({ act, roles }) => ({ key: act, label: t(`rolesPage.acts.${act}`), roles }))}
      />
      <h2 className={classes.heading}>{t('rolesPage.things')}</h2>
      <p className={classes.intro}>{t('rolesPage.thingsIntro')}</p>
    </>
  )
}

interface MatrixProps {
  columns: readonly { key: string; label: string }[]
  rows: readonly { key: string; label: string; roles: readonly string[] }[]
}

function Matrix({ columns, rows }: MatrixProps) {
  const t = useText('organisation')
  return (
    <table className={`${classes.table} ${own.matrix}`}>
      <thead>
        <tr>
          <th scope="col">{t('rolesPage.may')}</th>
          {columns.map(({ key, label }) => (
            <th key={key} scope="col">
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, label, roles }) => (
          <tr key={key}>
            <td>{label}</td>
            {columns.map((column) => (
              <td key={column.key}>
                <Mark isOn={roles.includes(column.key)} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Mark({ isOn }: { isOn: boolean }) {
  const t = useText('organisation')
  const Icon = isOn ? IconCheck : IconMinus
  return (
    <span role="img" aria-label={isOn ? t('rolesPage.yes') : t('rolesPage.no')} className={own.mark} data-on={isOn}>
      <Icon size={16} stroke={2} aria-hidden />
    </span>
  )
}
