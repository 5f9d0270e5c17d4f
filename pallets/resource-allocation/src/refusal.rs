//! Names for what the resource types refuse.

use labscape_primitives::ResourceError;

use crate::Error;

impl<T> From<ResourceError> for Error<T> {
	fn from(cause: ResourceError) -> Self {
		match cause {
			ResourceError::NoUnits => Self::NoUnits,
			ResourceError::TooManyUnits => Self::TooManyUnits,
			ResourceError::EmptyGang => Self::EmptyGang,
			ResourceError::NoCpu => Self::NoCpu,
			ResourceError::NoMemory => Self::NoMemory,
			ResourceError::TooMuchCpu
			| ResourceError::TooMuchMemory
			| ResourceError::TooMuchStorage
			| ResourceError::TooMuchBandwidth
			| ResourceError::Insufficient
			| ResourceError::BadGpuSet
			| ResourceError::ExceedsCapacity => Self::TooMuch,
			ResourceError::BadGpuShare => Self::BadGpuShare,
			ResourceError::BadGpuCount => Self::BadGpuCount,
			ResourceError::TooManyGpus => Self::TooManyGpus,
			ResourceError::UnknownGpuModel => Self::UnknownGpuModel,
			ResourceError::NoGpuModelAccepted => Self::NoGpuModelAccepted,
			ResourceError::GpuModelWithoutGpu => Self::GpuModelWithoutGpu,
			ResourceError::NodeWithoutUnits => Self::NodeWithoutUnits,
			ResourceError::NodeTooLarge => Self::NodeTooLarge,
		}
	}
}
