//! Values of the chain's types, made and read without generated code.

use crate::{Account, Hash};
use serde_json::Value as Json;
pub use subxt::dynamic::{At as Lookup, Value};
use subxt::ext::scale_value::{Composite, Primitive, ValueDef};

/// A number.
pub fn number(value: impl Into<u128>) -> Value {
	Value::u128(value.into())
}

/// A hash.
pub fn hash(value: &Hash) -> Value {
	Value::from_bytes(value.0)
}

/// An account, where a plain account id is expected.
pub fn account(value: &Account) -> Value {
	Value::from_bytes(value.0)
}

/// An account, where an address is expected.
pub fn address(value: &Account) -> Value {
	Value::unnamed_variant("Id", [account(value)])
}

/// An enum's variant without fields.
pub fn unit(name: &str) -> Value {
	Value::unnamed_variant(name, [])
}

/// `Some` or `None`.
pub fn option(value: Option<Value>) -> Value {
	match value {
		Some(value) => Value::unnamed_variant("Some", [value]),
		None => unit("None"),
	}
}

/// A struct by the names of its fields.
pub fn record<const N: usize>(fields: [(&str, Value); N]) -> Value {
	Value::named_composite(fields.map(|(name, value)| (name.to_owned(), value)))
}

/// JSON for scripts: hashes and accounts in hex, numbers beyond 2^53 as strings.
pub fn json<T>(value: &Value<T>) -> Json {
	match &value.value {
		ValueDef::Primitive(primitive) => match primitive {
			Primitive::Bool(bool) => Json::Bool(*bool),
			Primitive::Char(char) => Json::String(char.to_string()),
			Primitive::String(string) => Json::String(string.clone()),
			Primitive::U128(number) if *number < 1 << 53 => Json::from(*number as u64),
			Primitive::U128(number) => Json::String(number.to_string()),
			Primitive::I128(number) => Json::String(number.to_string()),
			Primitive::U256(bytes) | Primitive::I256(bytes) => {
				Json::String(format!("0x{}", hex::encode(bytes)))
			}
		},
		ValueDef::BitSequence(bits) => Json::String(format!("{bits:?}")),
		ValueDef::Composite(composite) => fields(composite),
		ValueDef::Variant(variant) if variant.name == "None" => Json::Null,
		ValueDef::Variant(variant) if variant.values.is_empty() => {
			Json::String(variant.name.clone())
		}
		ValueDef::Variant(variant) => {
			let inner = fields(&variant.values);
			if variant.name == "Some" {
				return inner;
			}
			Json::Object([(variant.name.clone(), inner)].into_iter().collect())
		}
	}
}

fn fields<T>(composite: &Composite<T>) -> Json {
	match composite {
		Composite::Named(fields) => {
			Json::Object(fields.iter().map(|(name, value)| (name.clone(), json(value))).collect())
		}
		Composite::Unnamed(values) => {
			if let Some(bytes) = as_bytes(values).filter(|bytes| bytes.len() >= 8) {
				return Json::String(format!("0x{}", hex::encode(bytes)));
			}
			match values.as_slice() {
				[only] => json(only),
				_ => Json::Array(values.iter().map(json).collect()),
			}
		}
	}
}

fn as_bytes<T>(values: &[Value<T>]) -> Option<Vec<u8>> {
	values.iter().map(|value| value.as_u128().and_then(|byte| byte.try_into().ok())).collect()
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn values_become_readable_json() {
		let value = record([
			("job", number(7u32)),
			("large", number(u128::MAX)),
			("root", Value::unnamed_composite([hash(&Hash::repeat_byte(0xab))])),
			("state", unit("Open")),
			("home", option(Some(number(3u8)))),
			("none", option(None)),
		]);
		let json = json(&value);
		assert_eq!(json["job"], 7);
		assert_eq!(json["large"], u128::MAX.to_string());
		assert_eq!(json["root"], format!("0x{}", "ab".repeat(32)));
		assert_eq!(json["state"], "Open");
		assert_eq!(json["home"], 3);
		assert_eq!(json["none"], Json::Null);
	}
}
