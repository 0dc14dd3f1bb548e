/*
 * count.h - how many elements an array has. Only for arrays: a pointer does not say.
 */
#ifndef VB_BASE_COUNT_H
#define VB_BASE_COUNT_H

#define VB_COUNT(array) (sizeof(array) / sizeof *(array))

#endif
