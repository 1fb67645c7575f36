import { crashesOn } from '../support/crashes.ts';

crashesOn('embedded');
