//! Reads handwritten digits: a network with one hidden layer, quantised to eight bits, so that every
//! machine gives the same answer to the last digit.
//!
//! Input: images of 8 × 8 pixels, 64 bytes each from 0 to 16, row by row. Output: one byte for each
//! image, the digit. `train/train.py` made the weights from 1,200 of the 1,797 images in `data/`.
#![cfg_attr(target_arch = "wasm32", no_std)]

extern crate alloc;

use alloc::vec::Vec;

/// Pixels of one image.
pub const PIXELS: usize = 64;
/// How many images of `data/images.bin` the network was trained on: the first. The rest were held out.
pub const TRAINED_ON: usize = 1_200;

const HIDDEN: usize = 64;
const DIGITS: usize = 10;
/// How far the hidden sums are shifted right; the training script's `SHIFT`.
const SHIFT: u32 = 8;

/// Hidden weights and biases, then those of the digits; as the training script wrote them.
static WEIGHTS: &[u8; HIDDEN * PIXELS + HIDDEN * 4 + DIGITS * HIDDEN + DIGITS * 4] =
	include_bytes!("../data/weights.bin");

labscape_program::program!(classify);

/// Read the digits. Bytes after the last whole image are ignored.
pub fn classify(images: &[u8]) -> Vec<u8> {
	let (weights, rest) = WEIGHTS.split_at(HIDDEN * PIXELS);
	let (biases, rest) = rest.split_at(HIDDEN * 4);
	let hidden = Layer { weights, biases };
	let (weights, biases) = rest.split_at(DIGITS * HIDDEN);
	let digits = Layer { weights, biases };
	images.chunks_exact(PIXELS).map(|image| classify_one(&hidden, &digits, image)).collect()
}

fn classify_one(hidden: &Layer, digits: &Layer, image: &[u8]) -> u8 {
	let mut activations = [0u8; HIDDEN];
	for (activation, sum) in activations.iter_mut().zip(hidden.sums(image)) {
		*activation = (sum >> SHIFT).clamp(0, 255) as u8;
	}
	let mut best = (i32::MIN, 0);
	for (digit, sum) in (0..).zip(digits.sums(&activations)) {
		// The lowest digit among equals.
		if sum > best.0 {
			best = (sum, digit);
		}
	}
	best.1
}

/// Units with one weight for each input and a bias.
struct Layer {
	weights: &'static [u8],
	biases: &'static [u8],
}

impl Layer {
	/// Each unit's weighted sum. Cannot overflow: at most 64 products of at most 128 · 255, and a bias
	/// far below 2^30.
	fn sums<'a>(&self, inputs: &'a [u8]) -> impl Iterator<Item = i32> + 'a {
		let units = self.weights.chunks_exact(inputs.len());
		units.zip(self.biases.chunks_exact(4)).map(move |(weights, bias)| {
			let products = weights.iter().zip(inputs);
			let sum: i32 =
				products.map(|(weight, input)| i32::from(*weight as i8) * i32::from(*input)).sum();
			sum + i32::from_le_bytes([bias[0], bias[1], bias[2], bias[3]])
		})
	}
}

/// The data set: images and their digits.
#[cfg(not(target_arch = "wasm32"))]
pub mod data {
	/// 1,797 images.
	pub static IMAGES: &[u8] = include_bytes!("../data/images.bin");
	/// What they show.
	pub static LABELS: &[u8] = include_bytes!("../data/labels.bin");
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn reads_what_the_training_script_says() {
		let answers = classify(data::IMAGES);
		assert_eq!(answers.len(), 1_797);
		let right = |from: usize, to: usize| {
			(from..to).filter(|image| answers[*image] == data::LABELS[*image]).count()
		};
		assert_eq!(right(0, TRAINED_ON), 1_200);
		assert_eq!(right(TRAINED_ON, 1_797), 566);
	}

	#[test]
	fn no_image_gives_no_digit() {
		assert!(classify(&[]).is_empty());
		assert!(classify(&[0; 63]).is_empty());
		assert_eq!(classify(&[16; 129]).len(), 2);
	}

	#[test]
	fn biases_leave_room_for_the_sums() {
		let (_, rest) = WEIGHTS.split_at(HIDDEN * PIXELS);
		let (hidden, rest) = rest.split_at(HIDDEN * 4);
		let (_, digits) = rest.split_at(DIGITS * HIDDEN);
		for bias in hidden.chunks(4).chain(digits.chunks(4)) {
			let bias = i32::from_le_bytes(bias.try_into().unwrap());
			assert!(bias.abs() < 1 << 30);
		}
	}
}
