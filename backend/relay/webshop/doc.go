// Package webshop reads the orders that a web shop reports by webhook:
// WooCommerce, Shopify, or anything else that signs a small JSON document. It
// checks signatures over the raw bytes and turns each vendor's order into one
// form. It keeps nothing and decides nothing: the relay does, under the
// decision rule.
package webshop
