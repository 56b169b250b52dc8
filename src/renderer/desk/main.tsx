import { startPage } from '../ui/start-page.tsx';
import { Desk } from './desk.tsx';

startPage(Desk);
