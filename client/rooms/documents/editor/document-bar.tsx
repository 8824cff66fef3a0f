import { Menu } from '@mantine/core'
import {
  IconArrowLeft,
  IconCopy,
  IconDots,
  IconFolderSymlink,
  IconHistory,
  IconLayoutSidebarRight,
  IconLink,
  IconPin,
  IconPinFilled,
  IconTrash,
} from '@tabler/icons-react'
import { Link, useNavigate } from '@tanstack/react-router'
import type { OpenDocument, TreeNode } from '#shared/rooms/documents/index.ts'
import { usePeers, useWorkspace } from '#client/replica/index.ts'
import { useShowHistory } from '#client/rooms/history-address.ts'
import { ShareButton } from '#client/rooms/share.tsx'
import { useAnnounce } from '#client/ui/announce.tsx'
import { useText } from '#client/ui/i18n.tsx'
import { IconButton } from '#client/ui/icon-button.tsx'
import { useOverlay } from '#client/ui/overlays.tsx'
import { PersonBadge } from '#client/ui/person-badge.tsx'
import { useIsPhone } from '#client/ui/use-is-phone.ts'
import { moveOverlay } from '../tree/move-overlay.ts'
import { useTreeActions } from '../tree/use-tree-actions.ts'
import classes from './document-bar.module.css'

interface DocumentBarProps {
  document: OpenDocument
  canWrite: boolean
  hasDetails: boolean
  setDetails: (isOpen: boolean) => void
}

/** Where the document lies, who is here, and what can be done with it as a whole. */
export function DocumentBar({ document, canWrite, hasDetails, setDetails }: DocumentBarProps) {
  const t = useText('documents')
  const actions = useTreeActions()
  const isPhone = useIsPhone()
  return (
    <header className={classes.bar}>
      {isPhone && <BackButton />}
      <Breadcrumbs document={document} />
      <WhoIsHere document={document} />
      <span className={classes.words}>{t('details.words', { count: document.words })}</span>
      {!document.isTrashed && <ShareButton replica={document.id} title={document.title || t('untitled')} />}
      {canWrite && (
        <IconButton
          label={document.pinned ? t('screen.unpin') : t('screen.pin')}
          aria-pressed={document.pinned}
          onClick={() => void actions.pin(document.id, !document.pinned)}
        >
          {document.pinned ? <IconPinFilled size={18} /> : <IconPin size={18} stroke={1.6} />}
        </IconButton>
      )}
      <IconButton label={t('screen.details')} aria-expanded={hasDetails} onClick={() => setDetails(!hasDetails)}>
        <IconLayoutSidebarRight size={18} stroke={1.6} />
      </IconButton>
      <MoreMenu document={document} canWrite={canWrite} />
    </header>
  )
}

function BackButton() {
  const t = useText('documents')
  const { id } = useWorkspace()
  const navigate = useNavigate()
  return (
    <IconButton label={t('screen.back')} size="lg" onClick={() => void navigate({ to: `/w/${id}/documents` })}>
      <IconArrowLeft size={20} />
    </IconButton>
  )
}

function Breadcrumbs({ document }: { document: OpenDocument }) {
  const t = useText('documents')
  const { id } = useWorkspace()
  return (
    <nav aria-label={t('screen.path')} className={classes.path}>
      <Link to={`/w/${id}/documents`} className={classes.crumb}>
        {t('label')}
      </Link>
      {document.folders.map((folder) => (
        <span key={folder.id} className={classes.crumb} data-folder>
          {folder.title || t('untitled')}
        </span>
      ))}
    </nav>
  )
}

function WhoIsHere({ document }: { document: OpenDocument }) {
  const t = useText('documents')
  const peers = usePeers(document.id)
  if (peers.length === 0) return null
  return (
    <div className={classes.peers} role="group" aria-label={t('screen.others')}>
      {peers.slice(0, 4).map((peer) => (
        <PersonBadge key={peer.session} name={peer.name} size="small" />
      ))}
      {peers.length > 4 && <span className={classes.words}>+{peers.length - 4}</span>}
    </div>
  )
}

function MoreMenu({ document, canWrite }: { document: OpenDocument; canWrite: boolean }) {
  const t = useText('documents')
  const actions = useTreeActions()
  const announce = useAnnounce()
  const move = useOverlay<TreeNode>(moveOverlay)
  const history = useShowHistory()
  const node: TreeNode = {
    kind: 'document',
    id: document.id,
    title: document.title,
    position: '',
    pinned: document.pinned,
  }
  const copyAddress = () => {
    void navigator.clipboard.writeText(window.location.href).then(() => announce(t('screen.linkCopied')))
  }
  return (
    <Menu position="bottom-end" width={210}>
      <Menu.Target>
        <IconButton label={t('screen.more')}>
          <IconDots size={18} />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconLink size={16} />} onClick={copyAddress}>
          {t('screen.copyLink')}
        </Menu.Item>
        <Menu.Item leftSection={<IconHistory size={16} />} onClick={() => history.show(document.id)}>
          {t('history.open')}
        </Menu.Item>
        {canWrite && !document.isTrashed && (
          <>
            <Menu.Item leftSection={<IconCopy size={16} />} onClick={() => void actions.duplicate(node)}>
              {t('tree.duplicate')}
            </Menu.Item>
            <Menu.Item leftSection={<IconFolderSymlink size={16} />} onClick={() => move.show(node)}>
              {t('tree.move')}
            </Menu.Item>
            <Menu.Divider />
            <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={() => void actions.trash(node)}>
              {t('tree.trash')}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
