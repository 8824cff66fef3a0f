// Loaded into every measured server: SIGUSR2 collects garbage, so that what is measured is what is held.
process.on('SIGUSR2', () => globalThis.gc())
