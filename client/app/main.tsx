document.getElementById('root')!.textContent = 'Nexus'
