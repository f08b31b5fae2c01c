import { proxySinks } from '@temporalio/workflow';
import type { CountSinks } from '../../domain/run/counted.js';

/** Tells the worker's metrics what is decided; it leaves nothing in a run's history. */
export const { counts } = proxySinks<CountSinks>();
