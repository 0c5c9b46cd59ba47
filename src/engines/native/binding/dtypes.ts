/** The types of tensors' elements, as C and TensorFlow's graphs name them. */

/** TensorFlow's numbers for element types. */
export const dtypes = {
  TF_FLOAT: 1,
  TF_INT32: 3,
  TF_UINT8: 4,
  TF_STRING: 7,
  TF_COMPLEX64: 8,
  TF_INT64: 9,
  TF_BOOL: 10,
  TF_RESOURCE: 20,
} as const;

/** Float32, as most tensors are. */
export const FLOAT = dtypes.TF_FLOAT;
/** Int32, as shapes and indices are. */
export const INT = dtypes.TF_INT32;
