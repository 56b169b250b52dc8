import { startPage } from '../ui/start-page.tsx';
import './viewer.css';
import { Viewer } from './viewer.tsx';

startPage(Viewer);
