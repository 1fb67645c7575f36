import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import './styles/theme.css';
import './styles/layout.css';
import './styles/messages.css';
import './styles/blocks.css';
import './styles/fields.css';
import './styles/dialogs.css';

const asked = new URLSearchParams(location.search).get('person');
const root = document.getElementById('root');
if (root) createRoot(root).render(<App firstPerson={asked ?? localStorage.getItem('person')} />);
