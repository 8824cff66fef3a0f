import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from '@mantine/core'
import classes from './theme.module.css'

/** Indigo ink. Shade 6 fills buttons with white on it; the token sheet names the same colours for our own CSS. */
const ink: MantineColorsTuple = [
  '#ecedfb',
  '#d6d9f6',
  '#b1b8ee',
  '#8994e5',
  '#6977db',
  '#5566d6',
  '#4a5bd0',
  '#3d4dbb',
  '#3442a3',
  '#29368a',
]
/** Grey with a little sand in it, so that library parts sit on our surfaces. */
const sand: MantineColorsTuple = [
  '#f8f6f2',
  '#f0ede7',
  '#e7e3db',
  '#d9d4ca',
  '#c9c2b5',
  '#a9a194',
  '#7d766a',
  '#575148',
  '#3b3731',
  '#25221d',
]
const night: MantineColorsTuple = [
  '#eae7e1',
  '#c9c4bb',
  '#a9a399',
  '#7d776d',
  '#57524a',
  '#3d3933',
  '#24221f',
  '#1b1a18',
  '#151412',
  '#0f0e0d',
]

/** In the dark what warns is light, and takes dark words. */
const variantColors: VariantColorsResolver = (input) => {
  const colors = defaultVariantColorsResolver(input)
  return input.variant === 'filled' && input.color === 'red' ? { ...colors, color: 'var(--on-danger)' } : colors
}

export const theme = createTheme({
  primaryColor: 'ink',
  primaryShade: { light: 6, dark: 5 },
  variantColorResolver: variantColors,
  colors: { ink, gray: sand, dark: night },
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'var(--font-mono)',
  headings: { fontFamily: 'var(--font)', fontWeight: 'var(--weight-strong)' },
  fontSizes: {
    xs: 'var(--font-size-1)',
    sm: 'var(--font-size-2)',
    md: 'var(--font-size-3)',
    lg: 'var(--font-size-4)',
    xl: 'var(--font-size-5)',
  },
  spacing: {
    xs: 'var(--space-2)',
    sm: 'var(--space-3)',
    md: 'var(--space-4)',
    lg: 'var(--space-6)',
    xl: 'var(--space-8)',
  },
  radius: { xs: 'var(--radius-1)', sm: '6px', md: 'var(--radius-2)', lg: 'var(--radius-3)', xl: 'var(--radius-round)' },
  shadows: {
    xs: 'var(--shadow-1)',
    sm: 'var(--shadow-1)',
    md: 'var(--shadow-2)',
    lg: 'var(--shadow-2)',
    xl: 'var(--shadow-2)',
  },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
  // By name and not by `Component.extend`, which would bring every component into the first load.
  components: {
    Button: { defaultProps: { size: 'sm' }, classNames: { root: classes.button } },
    Alert: { classNames: { root: classes.alert, message: classes.alertMessage } },
    ActionIcon: { classNames: { root: classes.actionIcon } },
    Input: { defaultProps: { size: 'sm' }, classNames: { input: classes.input } },
    InputWrapper: {
      defaultProps: { size: 'sm' },
      classNames: { label: classes.label, description: classes.description, error: classes.error },
    },
    Checkbox: { classNames: { input: classes.check, body: classes.checkBody } },
    Radio: { classNames: { radio: classes.check, body: classes.checkBody } },
    SegmentedControl: { classNames: { label: classes.segment } },
    PasswordInput: { defaultProps: { visibilityToggleFocusable: true } },
    Notification: {
      defaultProps: { withBorder: true, closeButtonProps: { 'aria-label': 'Close' } },
      classNames: { root: classes.notification, description: classes.notificationText },
    },
    Menu: {
      // Without a placeholder the first item takes the focus, and the menu holds nothing but items.
      defaultProps: { shadow: 'md', withinPortal: true, position: 'bottom-start', withInitialFocusPlaceholder: false },
      classNames: { dropdown: classes.dropdown, item: classes.menuItem, label: classes.menuLabel },
    },
    Popover: {
      defaultProps: { shadow: 'md', withinPortal: true },
      classNames: { dropdown: classes.dropdown },
    },
    Drawer: { classNames: { close: classes.modalClose } },
    Modal: {
      defaultProps: {
        centered: true,
        radius: 'lg',
        padding: 'lg',
        closeButtonProps: { 'aria-label': 'Close' },
        overlayProps: { backgroundOpacity: 1, color: 'var(--shade)' },
        transitionProps: { transition: 'fade', duration: 120 },
      },
      classNames: {
        content: classes.modal,
        header: classes.modalHeader,
        title: classes.modalTitle,
        close: classes.modalClose,
      },
    },
  },
})

/** Library variables point at our tokens, so that there is one place where a colour is decided. */
const fromTokens = {
  '--mantine-color-body': 'var(--surface)',
  '--mantine-color-text': 'var(--text)',
  '--mantine-color-bright': 'var(--text)',
  '--mantine-color-dimmed': 'var(--text-quiet)',
  '--mantine-color-placeholder': 'var(--text-quiet)',
  '--mantine-color-anchor': 'var(--accent-text)',
  '--mantine-color-error': 'var(--danger)',
  '--mantine-color-success': 'var(--success)',
  '--mantine-color-default': 'var(--surface-raised)',
  '--mantine-color-default-hover': 'var(--surface-hover)',
  '--mantine-color-default-border': 'var(--line-strong)',
  '--mantine-color-default-color': 'var(--text)',
  '--mantine-color-disabled': 'var(--surface-hover)',
  '--mantine-color-disabled-color': 'var(--text-quiet)',
  '--mantine-line-height': 'var(--line-height)',
  '--mantine-color-ink-filled': 'var(--accent)',
  '--mantine-color-ink-filled-hover': 'var(--accent-hover)',
  '--mantine-color-ink-light': 'var(--accent-quiet)',
  '--mantine-color-ink-light-hover': 'var(--surface-picked)',
  '--mantine-color-ink-light-color': 'var(--accent-text)',
  '--mantine-color-ink-outline': 'var(--accent-text)',
  '--mantine-color-ink-text': 'var(--accent-text)',
  '--mantine-primary-color-filled': 'var(--accent)',
  '--mantine-primary-color-filled-hover': 'var(--accent-hover)',
  '--mantine-primary-color-light': 'var(--accent-quiet)',
  '--mantine-primary-color-light-hover': 'var(--surface-picked)',
  '--mantine-primary-color-light-color': 'var(--accent-text)',
  '--mantine-color-gray-light': 'var(--surface-hover)',
  '--mantine-color-gray-light-hover': 'var(--surface-hover)',
  '--mantine-color-gray-light-color': 'var(--text)',
  '--mantine-color-gray-text': 'var(--text-quiet)',
  '--mantine-color-red-6': 'var(--danger)',
  '--mantine-color-red-filled': 'var(--danger)',
  '--mantine-color-red-filled-hover': 'color-mix(in srgb, var(--danger) 88%, var(--text))',
  '--mantine-color-red-light': 'var(--danger-quiet)',
  '--mantine-color-red-light-hover': 'var(--danger-quiet)',
  '--mantine-color-red-light-color': 'var(--danger)',
  '--mantine-color-red-text': 'var(--danger)',
  '--mantine-color-red-outline': 'var(--danger)',
}

/** Named for each scheme: the library sets its own there, and the more special rule wins. */
export const cssVariables: CSSVariablesResolver = () => ({ variables: {}, light: fromTokens, dark: fromTokens })
