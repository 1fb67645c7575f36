import { crashesOn } from '../support/crashes.ts';

crashesOn('served');
